NAME = "engine 1.0"
print("welcome to", NAME)
