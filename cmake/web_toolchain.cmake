# Compiles the library for browsers: Clang as PyPI's ziglang brings it, for WebAssembly, with vectors
# of 128 bits and exceptions, as browsers have them since 2022 (Chrome 95, Firefox 100, Safari 16.4).
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR wasm32)
set(QUFLUX_WEB ON)
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)

set(zig_package ${CMAKE_CURRENT_LIST_DIR}/../build/web-tools/ziglang)
cmake_path(NORMAL_PATH zig_package)
set(zig ${zig_package}/zig)
set(zig_lib ${zig_package}/lib)

# Clang itself compiles: `zig c++` would add debug information, and knows no precompiled headers. These
# are the headers and macros that it would give.
set(CMAKE_CXX_COMPILER ${zig})
set(CMAKE_CXX_COMPILER_ARG1 clang)
set(CMAKE_CXX_COMPILER_TARGET wasm32-unknown-wasip1)
set(flags --no-default-config -nostdinc -nostdinc++
  -isystem ${zig_lib}/libcxx/include -isystem ${zig_lib}/libcxxabi/include
  -isystem ${zig_lib}/include -isystem ${zig_lib}/libc/include/wasm-wasi-musl
  -isystem ${zig_lib}/libc/include/generic-musl -isystem ${zig_lib}/libc/include/wasm32-wasi-any
  -isystem ${zig_lib}/libc/include/any-wasi-any
  -D_LIBCPP_ABI_VERSION=1 -D_LIBCPP_ABI_NAMESPACE=__1 -D_LIBCPP_HAS_THREADS=0
  -D_LIBCPP_HAS_MONOTONIC_CLOCK -D_LIBCPP_HAS_TERMINAL -D_LIBCPP_HAS_MUSL_LIBC=1
  -D_LIBCXXABI_DISABLE_VISIBILITY_ANNOTATIONS -D_LIBCPP_DISABLE_VISIBILITY_ANNOTATIONS
  -D_LIBCPP_HAS_VENDOR_AVAILABILITY_ANNOTATIONS=0 -D_LIBCPP_HAS_FILESYSTEM=0
  -D_LIBCPP_HAS_RANDOM_DEVICE -D_LIBCPP_HAS_LOCALIZATION -D_LIBCPP_HAS_UNICODE
  -D_LIBCPP_HAS_WIDE_CHARACTERS -D_LIBCPP_HAS_NO_STD_MODULES -D_LIBCPP_PSTL_BACKEND_SERIAL
  -D_LIBCPP_HARDENING_MODE=_LIBCPP_HARDENING_MODE_NONE
  -D_LIBCPP_ASSERTION_SEMANTIC_DEFAULT=_LIBCPP_ASSERTION_SEMANTIC_IGNORE
  -msimd128 -mbulk-memory -msign-ext -mnontrapping-fptoint -mmutable-globals
  # The older encoding of exceptions, which all of these browsers and Node 18 know.
  -mexception-handling -fwasm-exceptions -mllvm -wasm-use-legacy-eh=true
  # Parts that are compiled within the library.
  -DBOOST_DISABLE_THREADS -DBOOST_NO_CXX11_HDR_MUTEX -DTOML_HEADER_ONLY=0)
list(JOIN flags " " CMAKE_CXX_FLAGS_INIT)

set(CMAKE_C_COMPILER ${zig})
set(CMAKE_C_COMPILER_ARG1 clang)
set(CMAKE_C_COMPILER_TARGET wasm32-unknown-wasip1)
list(REMOVE_ITEM flags -nostdinc++)
list(JOIN flags " " CMAKE_C_FLAGS_INIT)
set(CMAKE_ASM_COMPILER ${zig})
set(CMAKE_ASM_COMPILER_ARG1 clang)
set(CMAKE_ASM_FLAGS_INIT "--target=wasm32-unknown-wasip1 --no-default-config -mexception-handling")

# `zig c++` links: it brings the C and the C++ library.
set(CMAKE_CXX_LINK_EXECUTABLE
  "${zig} c++ --target=wasm32-wasi <LINK_FLAGS> <OBJECTS> -o <TARGET> <LINK_LIBRARIES>")
set(CMAKE_CXX_ARCHIVE_CREATE "${zig} ar qcs <TARGET> <OBJECTS>")
set(CMAKE_CXX_ARCHIVE_APPEND "${zig} ar qs <TARGET> <OBJECTS>")
set(CMAKE_CXX_ARCHIVE_FINISH "")
