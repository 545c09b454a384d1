"""Published and textbook results beside what quflux computes: `python -m validation`.

Each row derives its expected number in a script of this folder, by a formula or a method that
shares nothing with the library, and takes the other number from quflux for a model file.
"""
