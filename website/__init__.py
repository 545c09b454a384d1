"""The documentation as a static site: `python -m website`, or `make docs`.

The pages are those of docs/ and website/pages. What can be told by the program is: the command line
by its own help, the gallery by running the examples, the notebooks by running them, the Python
reference by the docstrings, that of C++ by the comments of the headers.
"""
