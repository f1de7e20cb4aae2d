"""A script that needs no guard."""
import json

print(json.dumps({"answer": 42}))
