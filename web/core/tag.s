# What exceptions of C++ are thrown by: a tag with one address.
	.tagtype	__cpp_exception i32
	.globl	__cpp_exception
__cpp_exception:
