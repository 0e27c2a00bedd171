# run: --lines | 12 | --format | counts
# all: no
# on: 3.8 | 3.13 | 3.15
import threading

total = []


def work(n):
    for i in range(n):
        if i % 100 == 0:
            total.append(i)


threads = [threading.Thread(target=work, args=(10000,)) for _ in range(64)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(len(total))
