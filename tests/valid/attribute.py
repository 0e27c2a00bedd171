a.b
a.b.c
a().b
a[b].c
(a).b
(a + b).c
'a'.b
1 .a
1..a
1.5.a
1.0.b
1j.a
[].a
{}.b
a . b
a. b
(a
 .b
 .c())
...  .a
None.a
a.match.case.type._
0x1.a
0xf .b
1e1.a
