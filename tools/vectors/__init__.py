"""Makes `rmpkg/spec/vectors`: a small named file for every defect a bundle can have, and for every good form.

    python -m tools.vectors            writes the files and their index
    python -m tools.vectors --check    says what differs; exit status 1 if anything does

Every byte is written here, the compressed ones included, so that any machine and any version of
Python gives the same.
"""
