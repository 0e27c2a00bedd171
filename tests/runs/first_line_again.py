# run: --lines | all
"""Code whose first line is told each time that it starts, the generator expression's and the lambda's too."""


def evens(numbers):
    return sorted(number for number in numbers if number % 2 == 0)


double = lambda number: number * 2


def one_line(number): return double(number)


for _ in range(3):
    print(evens([1, 2]), one_line(3))
