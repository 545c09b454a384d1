# The headers of the parts, under the names that find_package() gives them. They lie beside those of the
# machine's own C library, which must not come before WebAssembly's: each is linked by itself.
function(quflux_headers target)
  set(view ${PROJECT_BINARY_DIR}/parts/${target})
  string(REPLACE "::" "_" view ${view})
  file(MAKE_DIRECTORY ${view})
  foreach(header IN LISTS ARGN)
    cmake_path(GET header FILENAME name)
    find_path(place ${header}/. PATHS /usr/include /usr/local/include NO_DEFAULT_PATH NO_CACHE REQUIRED)
    file(CREATE_LINK ${place}/${header} ${view}/${name} SYMBOLIC)
    unset(place)
  endforeach()
  add_library(${target} INTERFACE IMPORTED)
  target_include_directories(${target} SYSTEM INTERFACE ${view})
endfunction()

quflux_headers(Eigen3::Eigen eigen3/Eigen eigen3/unsupported)
quflux_headers(Boost::headers boost)
quflux_headers(fmt::fmt fmt)
quflux_headers(PkgConfig::HIGHWAY hwy)
quflux_headers(tomlplusplus::tomlplusplus toml++)
quflux_headers(nlohmann_json::nlohmann_json nlohmann)

# What these have besides headers.
add_library(quflux_parts STATIC ${CMAKE_CURRENT_LIST_DIR}/web_parts.cc)
target_compile_features(quflux_parts PRIVATE cxx_std_20)
target_link_libraries(quflux_parts PRIVATE fmt::fmt tomlplusplus::tomlplusplus)
target_compile_options(quflux_parts PRIVATE -w)
target_link_libraries(fmt::fmt INTERFACE quflux_parts)
# toml++ can read files, which needs their streams; nothing here opens one.
target_compile_options(quflux_parts PRIVATE -U_LIBCPP_HAS_FILESYSTEM -D_LIBCPP_HAS_FILESYSTEM=1)
