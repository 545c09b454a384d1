# Debian packages, by CPack: quflux, the program, and libquflux-dev, the library.
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/quflux RENAME copyright
        COMPONENT program)
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/libquflux-dev RENAME copyright
        COMPONENT development)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_CONTACT "The quflux authors")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL program development)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)

set(CPACK_DEBIAN_PROGRAM_PACKAGE_NAME quflux)
set(CPACK_DEBIAN_PROGRAM_DESCRIPTION "${PROJECT_DESCRIPTION}
Local, global, partial secular, Redfield and universal Lindblad master equations side by side,
exact flows of small systems, exceptional points, and checks of every number. This is the program;
its figures are drawn by the Python package quflux.")
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SHLIBDEPS ON)

set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME libquflux-dev)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEVELOPMENT_DESCRIPTION "${PROJECT_DESCRIPTION} (library)
The static C++20 library and its headers, for find_package(quflux).")
file(STRINGS apt.txt needed REGEX "^(lib.*|nlohmann-json3|pkg-config)")
list(FILTER needed EXCLUDE REGEX "gtest|gmock|rapidcheck|benchmark|cli11")
list(JOIN needed ", " CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS)
include(CPack)
