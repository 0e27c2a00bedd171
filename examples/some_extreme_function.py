"""A program that works for long and calls one function at the end: what a condition of that function costs the rest."""

from remove_html_markup import remove_html_markup


def some_extreme_function(s):
    for i in range(1000):
        pass
    return remove_html_markup(s)


if __name__ == "__main__":
    print(some_extreme_function("foo"))
