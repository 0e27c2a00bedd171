# run: --lines | 8
# log: sorted
import threading


def work(name):
    for i in range(200):
        name = name


threads = [threading.Thread(target=work, args=(f"t{n}",)) for n in range(16)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
