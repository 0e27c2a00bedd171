a = (
1,
    2,
  3
)
b = [
    # comment

    1
]
c = {
'd':
  {
}
}
f(
)
