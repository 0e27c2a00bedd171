"""The function of the chapter "Tracing Executions", and one that takes long before it calls it once."""


def remove_html_markup(s):
    tag   = False
    quote = False
    out   = ""

    for c in s:
        assert tag or not quote  # hot

        if c == '<' and not quote:
            tag = True
        elif c == '>' and not quote:
            tag = False
        elif (c == '"' or c == "'") and tag:
            quote = not quote
        elif not tag:
            out = out + c

    return out  # end


def some_extreme_function(s):
    total = 0
    for number in range(20000):
        total += number % 7
    return remove_html_markup(s), total


def threaded(count, s):
    from threading import Thread

    found = []
    threads = [Thread(target=lambda: found.append(remove_html_markup(s))) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(found), set(found)
