f'{
a
}'
f'{a
 + b}'
f'{a  # comment
}'
f'{a[
    b
]}'
f'{
    a
    =
}'
f"""{
    a  # comment
    , b
}"""
f'{a:{
b
}}'
f"""{
a = # } comment
}"""
f'{a # '
  =
}'
