# run: --lines | 8
# log: sorted
import multiprocessing
from concurrent.futures import ProcessPoolExecutor


def work(n):
    return n * n


if __name__ == "__main__":
    context = multiprocessing.get_context("spawn")
    process = context.Process(target=work, args=(1,))
    process.start()
    process.join()
    with ProcessPoolExecutor(2, mp_context=context) as pool:
        print(list(pool.map(work, [2, 3])))
    with context.Pool(1) as pool:
        print(pool.map(work, [4]))
