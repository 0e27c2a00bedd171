((((((((((a))))))))))
[[[[[[[[[[]]]]]]]]]]
{1: {2: {3: {4: {5: {}}}}}}
f(g(h(i(j(k(l()))))))
a.b.c.d.e.f.g.h.i.j
a[b[c[d[e[f[g]]]]]]
lambda: lambda: lambda: lambda: a
not not not not a
----a
a if b else c if d else e if f else g
