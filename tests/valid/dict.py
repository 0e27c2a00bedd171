{}
{a: b}
{a: b,}
{a: b, c: d}
{**a}
{**a, b: c}
{a: b, **c, d: e}
{**a, **b}
{a: {b: c}}
{(a, b): c}
{a: lambda: b}
{lambda: a: b}
{a if b else c: d if e else f}
{a or b: c and d}
{**a | b}
{a: (yield)}
{
    'a': 1,
    **b,
}
{1: 2, 'a' 'b': c}
{not a: not b}
{a < b: c < d}
