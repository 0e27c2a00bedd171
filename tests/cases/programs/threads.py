import threading


def work(n, out):
    total = 0
    for i in range(n):
        total += i
    out.append(total)


out = []
threads = [threading.Thread(target=work, args=(n, out)) for n in (3, 4)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(sorted(out))
