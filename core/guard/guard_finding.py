"""What a rule says of a place in a file."""


class Finding:
    __slots__ = ("node", "message", "help", "mask", "level")

    def __init__(self, node, message, help, mask, level=None):
        self.node, self.message, self.help, self.mask = node, message, help, mask
        self.level = level  # None: the rule's
