"""NetCDF-4 files for a quflux that was built without the NetCDF library.

The program runs this text with ``python -c``: ``write HEAD VALUES FILE.nc`` makes the file of what
netcdf_by_python.cc has written into HEAD (names, shapes, attributes, texts) and VALUES (numbers, as
bytes of this machine); ``read`` does the way back. HEAD is a sequence of texts, each after its
length in bytes and a colon.
"""

import os
import sys

import h5netcdf
import h5py
import numpy as np

SMALLEST_COMPRESSED = 1024  # values
LARGEST_CHUNK = 1 << 17


def texts_of(values):
    """Texts of one value or of many, as HDF5 has them: characters or strings."""
    return [v.decode() if isinstance(v, bytes) else str(v) for v in np.ravel(values)]


class Head:
    """Reads and writes the texts of HEAD."""

    def __init__(self, data=b""):
        self.data = data
        self.at = 0

    def text(self):
        """The next text."""
        colon = self.data.index(b":", self.at)
        end = colon + 1 + int(self.data[self.at : colon])
        self.at = end
        return self.data[colon + 1 : end].decode()

    def number(self):
        """The next text, a whole number."""
        return int(self.text())

    def put(self, *texts):
        """Adds texts, or numbers."""
        for text in texts:
            encoded = str(text).encode()
            self.data += b"%d:%s" % (len(encoded), encoded)

    def attributes(self):
        """Names and values."""
        result = {}
        for _ in range(self.number()):
            name, kind, value = self.text(), self.text(), self.text()
            if kind == "text":
                result[name] = value
            elif kind == "int":
                result[name] = np.int32(value)
            else:
                numbers = [float.fromhex(word) for word in value.split()]
                result[name] = numbers[0] if kind == "double" else np.array(numbers)
        return result

    def put_attributes(self, attributes):
        """The way back."""
        self.put(len(attributes))
        for name, value in attributes.items():
            values = np.atleast_1d(value)
            if values.dtype.kind in "SUO":
                self.put(name, "text", "\n".join(texts_of(values)))
            elif values.dtype == np.int32 and values.size == 1:
                self.put(name, "int", int(values[0]))
            else:
                words = " ".join(float(v).hex() for v in values)
                self.put(name, "double" if values.size == 1 else "list", words)


def chunks_of(shape):
    """Runs of neighbours in row-major order."""
    room = LARGEST_CHUNK
    chunks = [1] * len(shape)
    for k in reversed(range(len(shape))):
        if room <= 1:
            break
        count = -(-shape[k] // room)
        chunks[k] = -(-shape[k] // count)
        room = 1 if count > 1 else room // chunks[k]
    return tuple(chunks)


def write(head_file, values_file, out):
    """Makes the NetCDF file."""
    with open(head_file, "rb") as stream:
        head = Head(stream.read())
    values = (
        np.memmap(values_file, np.float64, "r") if os.path.getsize(values_file) else np.empty(0)
    )
    with h5netcdf.File(out, "w") as file:
        sizes = {}
        for _ in range(head.number()):
            name = head.text()
            sizes[name] = head.number()
        file.dimensions = sizes
        file.attrs["Conventions"] = "CF-1.8"
        for name, value in head.attributes().items():
            file.attrs[name] = value
        for _ in range(head.number()):
            write_variable(file, head, values, sizes)


def write_variable(file, head, values, sizes):
    """The next variable of HEAD."""
    name = head.text()
    dimensions = tuple(head.text() for _ in range(head.number()))
    attributes = {"long_name": head.text(), "units": head.text()}
    attributes = {key: value for key, value in attributes.items() if value} | head.attributes()
    shape = tuple(sizes[dimension] for dimension in dimensions)
    count = int(np.prod(shape))
    if head.text() == "texts":
        data = np.array([head.text() for _ in range(count)], dtype=object).reshape(shape)
        variable = file.create_variable(name, dimensions, h5py.string_dtype())
    else:
        first = head.number()
        data = values[first : first + count].reshape(shape)
        options = {} if dimensions == (name,) else {"fillvalue": np.nan}
        if count >= SMALLEST_COMPRESSED:
            options |= {"chunks": chunks_of(shape), "shuffle": True}
            options |= {"compression": "gzip", "compression_opts": 1}
        variable = file.create_variable(name, dimensions, np.float64, **options)
    variable[...] = data if shape else data.item()
    for key, value in attributes.items():
        variable.attrs[key] = value


def numbers_of_dimensions(path):
    """Their order in the file, which h5netcdf does not keep."""
    with h5py.File(path, "r") as file:
        return {name: item.attrs.get("_Netcdf4Dimid", -1) for name, item in file.items()}


def read(head_file, values_file, path):
    """Takes a NetCDF file apart."""
    head = Head()
    with h5netcdf.File(path, "r") as file, open(values_file, "wb") as values:
        head.put(len(file.dimensions))
        for name in sorted(file.dimensions, key=numbers_of_dimensions(path).get):
            head.put(name, file.dimensions[name].size)
        attributes = dict(file.attrs)
        attributes.pop("Conventions", None)
        head.put_attributes(attributes)
        head.put(len(file.variables))
        first = 0
        for name, variable in file.variables.items():
            attributes = dict(variable.attrs)
            attributes.pop("_FillValue", None)
            head.put(name, len(variable.dimensions), *variable.dimensions)
            for key in ("long_name", "units"):
                head.put("\n".join(texts_of(attributes.pop(key, ""))))
            head.put_attributes(attributes)
            data = np.asarray(variable[...])
            if data.dtype.kind in "OSU":
                head.put("texts", *texts_of(data))
            elif data.dtype.kind in "fiu":
                head.put("numbers", first)
                np.ascontiguousarray(data, np.float64).tofile(values)
                first += data.size
            else:
                sys.exit(f"the variable '{name}' holds neither numbers nor strings")
    with open(head_file, "wb") as stream:
        stream.write(head.data)


if __name__ == "__main__":
    action, *files = sys.argv[1:] or ["find"]
    if action != "find":
        try:
            {"write": write, "read": read}[action](*files)
        except (OSError, ValueError) as error:
            sys.exit(str(error).splitlines()[0] if str(error) else type(error).__name__)
