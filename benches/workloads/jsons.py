"""A parser and a printer of JSON in Python, there and back."""


def make():
    words = ["alpha", "beta", "gamma \"quoted\"", "delta\n"]  # cold
    return {"items": [{"id": i, "name": words[i % 4], "price": i * 1.5, "tags": [True, None, []]} for i in range(60)]}


def written(value):
    if value is None:
        return "null"
    if value is True or value is False:
        return "true" if value else "false"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    if isinstance(value, list):
        return "[" + ", ".join([written(item) for item in value]) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join([written(key) + ": " + written(item) for key, item in value.items()]) + "}"
    return repr(value)


class Reader:
    def __init__(self, text):
        self.text = text
        self.at = 0

    def skip(self):
        while self.at < len(self.text) and self.text[self.at] in " ,:":
            self.at += 1

    def value(self):
        self.skip()
        char = self.text[self.at]
        if char == "{":
            return dict(self.pairs())
        if char == "[":
            return list(self.items("]"))
        if char == '"':
            return self.string()
        for word, value in (("null", None), ("true", True), ("false", False)):
            if self.text.startswith(word, self.at):
                self.at += len(word)
                return value
        begin = self.at
        while self.text[self.at] in "+-.0123456789e":
            self.at += 1
        number = self.text[begin : self.at]
        return float(number) if "." in number else int(number)

    def items(self, end):
        self.at += 1
        while True:
            self.skip()
            if self.text[self.at] == end:
                self.at += 1
                return
            yield self.value()

    def pairs(self):
        items = self.items("}")
        for key in items:
            yield key, next(items)

    def string(self):
        out = []
        self.at += 1
        while self.text[self.at] != '"':
            char = self.text[self.at]
            if char == "\\":
                self.at += 1
                char = {"n": "\n"}.get(self.text[self.at], self.text[self.at])
            out.append(char)
            self.at += 1
        self.at += 1
        return "".join(out)


def run():
    data = make()
    text = written(data)
    return Reader(text).value() == data, len(text)
