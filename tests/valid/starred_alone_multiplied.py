* a / b
*a | b
