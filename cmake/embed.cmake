# quflux_embed(TARGET HEADER FUNCTION files...): adds a source to TARGET, in the folder cli, that
# defines
#   std::span<const quflux::EmbeddedFile> quflux::FUNCTION()
# with the names and contents of the files, as declared in HEADER.
function(quflux_embed target header function)
  set(entries "")
  foreach(path IN LISTS ARGN)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${path})
    file(READ ${path} content)
    cmake_path(GET path FILENAME name)
    string(APPEND entries "    {\"${name}\", R\"quflux_embed(${content})quflux_embed\"},\n")
  endforeach()
  set(source ${PROJECT_BINARY_DIR}/generated/${function}.cc)
  file(CONFIGURE OUTPUT ${source} @ONLY CONTENT [[
#include "@header@"

#include <array>

namespace quflux::inline cli {

std::span<const EmbeddedFile> @function@() {
  static constexpr auto kFiles = std::to_array<EmbeddedFile>({
@entries@  });
  return kFiles;
}

}  // namespace quflux::inline cli
]])
  target_sources(${target} PRIVATE ${source})
endfunction()

# quflux_embed_text(SOURCES HEADER FUNCTION FILE): adds a source to the list SOURCES that defines
#   std::string_view quflux::FUNCTION()
# in the folder files, with the content of the file, as declared in HEADER.
function(quflux_embed_text sources header function path)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${path})
  file(READ ${path} content)
  set(source ${PROJECT_BINARY_DIR}/generated/${function}.cc)
  file(CONFIGURE OUTPUT ${source} @ONLY CONTENT [[
#include "@header@"

namespace quflux::inline files {

std::string_view @function@() { return R"quflux_embed(@content@)quflux_embed"; }

}  // namespace quflux::inline files
]])
  set(${sources} ${${sources}} ${source} PARENT_SCOPE)
endfunction()
