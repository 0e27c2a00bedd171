import sys


def main():
    print("out")
    print("err", file=sys.stderr)
    sys.exit(4)


main()
