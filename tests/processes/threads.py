import threading


def f(n):
    return n


def work(begin):
    barrier.wait()
    for n in range(begin, begin + 250):
        f(n)


barrier = threading.Barrier(64)
threads = [threading.Thread(target=work, args=(k * 250,)) for k in range(64)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print("the end")
