é = 1
ﬁ = 1
ª = 1
𝐱 = 𝐲
变量 = 1
_é1·2 = 1
ſ = 1
K = 1
Å = 1
def ﬁ(ﬁ: ﬁ = ﬁ): global ﬀ
class ﬃ(ﬄ=1): pass
import ﬁ.ﬂ as ﬁ
a.ﬁ
f(ﬁ=1)
℘ = ℮ = 1
x‿y = 1
