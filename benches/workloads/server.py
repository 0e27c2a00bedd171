"""A server of lines under load: clients that ask it at once, in one event loop."""

import asyncio


def greeting():
    return "sum"  # cold


class Server:
    def __init__(self):
        self.word = greeting()
        self.answered = 0

    async def client(self, reader, writer):
        while True:
            line = await reader.readline()
            if not line:
                break
            numbers = [int(word) for word in line.split()]
            writer.write(f"{self.word} {sum(numbers)}\n".encode())
            await writer.drain()
            self.answered += 1
        writer.close()


async def ask(port, client, requests):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    total = 0
    for request in range(requests):
        writer.write(f"{client} {request} 7\n".encode())
        total += int((await reader.readline()).split()[1])
    writer.close()
    return total


async def load(clients, requests):
    server = Server()
    listening = await asyncio.start_server(server.client, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    totals = await asyncio.gather(*[ask(port, client, requests) for client in range(clients)])
    listening.close()
    return server.answered, sum(totals)


def run():
    return asyncio.run(load(8, 20))
