# Cross compilation for 64-bit ARM with the packages crossbuild-essential-arm64 and qemu-user-static.
# QUFLUX_SYSROOT is a folder with the arm64 packages of libfmt-dev and libhwy-dev (and libgtest-dev,
# libgmock-dev for tests), as cmake/arm64_sysroot.sh makes one; Eigen and Boost are headers alone.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++)
set(QUFLUX_SYSROOT ${CMAKE_CURRENT_LIST_DIR}/../build/arm64-sysroot CACHE PATH
    "Libraries for the other machine")
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES QUFLUX_SYSROOT)
set(ENV{PKG_CONFIG_LIBDIR} ${QUFLUX_SYSROOT}/usr/lib/aarch64-linux-gnu/pkgconfig)
set(ENV{PKG_CONFIG_SYSROOT_DIR} ${QUFLUX_SYSROOT})
set(CMAKE_FIND_ROOT_PATH ${QUFLUX_SYSROOT} /usr/aarch64-linux-gnu)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
set(CMAKE_CROSSCOMPILING_EMULATOR
    qemu-aarch64-static -L /usr/aarch64-linux-gnu
    -E LD_LIBRARY_PATH=${QUFLUX_SYSROOT}/usr/lib/aarch64-linux-gnu)
