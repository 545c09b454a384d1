# What the program says of itself, made by the program: completions and manual pages.
if(CMAKE_CROSSCOMPILING)
  return()
endif()
set(pages ${PROJECT_BINARY_DIR}/pages)
find_program(QUFLUX_GZIP gzip REQUIRED)
add_custom_command(
  OUTPUT ${pages}/made
  COMMAND ${CMAKE_COMMAND} -E rm -rf ${pages}
  COMMAND ${CMAKE_COMMAND} -E make_directory ${pages}
  COMMAND quflux manual -o ${pages}/man
  COMMAND ${QUFLUX_GZIP} -9nr ${pages}/man
  COMMAND quflux completion bash -o ${pages}/quflux
  COMMAND quflux completion zsh -o ${pages}/_quflux
  COMMAND quflux completion fish -o ${pages}/quflux.fish
  COMMAND ${CMAKE_COMMAND} -E touch ${pages}/made
  DEPENDS quflux
  COMMENT "Completions and manual pages"
  VERBATIM)
add_custom_target(quflux_pages ALL DEPENDS ${pages}/made)

install(DIRECTORY ${pages}/man/ DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT program)
install(FILES ${pages}/quflux DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions
        COMPONENT program)
# Debian's zsh looks for those of packages in a folder of its own.
foreach(folder site-functions vendor-completions)
  install(FILES ${pages}/_quflux DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/${folder}
          COMPONENT program)
endforeach()
install(FILES ${pages}/quflux.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d
        COMPONENT program)
