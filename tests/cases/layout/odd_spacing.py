def f ( x ) :
    if(x)and(x):y=1
    elif(not x):y=2
    for(i)in(1,2):y+=i
    while(y)>5:y-=1
    return(y)


print(f(1),f(0))
