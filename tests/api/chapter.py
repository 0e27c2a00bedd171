"""The examples of the chapter "Tracing Executions", whose logs these are, without `function` and `line` among the variables."""
from remove_html_markup import remove_html_markup

from instr import ConditionalTracer, EventTracer, Tracer

with Tracer():
    remove_html_markup("abc")
print("---")
with ConditionalTracer(condition="quote"):
    remove_html_markup('<b title="bar">"foo"</b>')
print("---")
with ConditionalTracer("function == 'remove_html_markup' and line >= 237"):
    remove_html_markup("xyz")
print("---")
with EventTracer(events=["quote", "tag"]):
    remove_html_markup('<b title="bar">"foo"</b>')
print("---")
with EventTracer(condition="line == 223 or len(out) >= 6"):
    remove_html_markup("<b>foo</b>bar")
print("---")
with EventTracer(events=["c == '/'"]):
    remove_html_markup("<b>foo</b>bar")
print("---")
with ConditionalTracer("undefined_variable"):
    remove_html_markup("abc")


def some_extreme_function(s):
    for i in range(1000):
        pass
    remove_html_markup(s)


with EventTracer(condition="function=='remove_html_markup' and line == 239"):
    some_extreme_function("foo")
print("---")


def fail():
    return 2 / 0


with Tracer():
    try:
        fail()
    except ZeroDivisionError:
        pass
