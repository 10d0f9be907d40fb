"""How tests spoil a package in a folder."""


def cell(name, row, column, value):
    return lambda folder: folder.set(name, row, column, value)


def line(name, text):
    return lambda folder: folder.add(name, text)


def replaced(name, old, new):
    def spoil(folder):
        path = folder.path / name
        data = path.read_bytes()
        assert old in data
        path.write_bytes(data.replace(old, new, 1))

    return spoil


def gone(name):
    return lambda folder: (folder.path / name).unlink()


def described(change):
    return lambda folder: folder.describe(change)


def checked(row):
    return lambda folder: folder.write("checks", ["commitment,date,where", row])
