# run: --lines | 10,14 | --log | self.total, len(items), items[9] | --log | f"{self.total:05.1f} of {items}"
class Cart:
    def __init__(self):
        self.total = 0
        self.items = []

    def add(self, price):
        items = self.items
        items.append(price)
        self.total += price


def other(items):
    return items


cart = Cart()
cart.add(2)
cart.add(3.5)
other([1])
