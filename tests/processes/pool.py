import multiprocessing as mp
import sys


def local(n):
    return n * n


if __name__ == "__main__":
    with mp.get_context(sys.argv[1]).Pool(2) as pool:
        print(pool.map(local, range(8)))
        pool.close()
        pool.join()
