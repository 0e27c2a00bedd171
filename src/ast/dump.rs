//! The tree in the form of `ast.dump(tree, include_attributes=True)`, as CPython 3.14 prints it.
