# What is installed and where: relative to procstart, as core/base/programs.h says, so that the tree can be moved as a whole.

install(TARGETS procstart DESTINATION ${CMAKE_INSTALL_BINDIR})
foreach(program procstart-runner procstart-runner-uv procstart-keeper procstart-python procstart-stub-static
                procstart-stub-dynamic)
  if(TARGET ${program})
    install(TARGETS ${program} DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/procstart)
  endif()
endforeach()
install(DIRECTORY core/python/ DESTINATION ${CMAKE_INSTALL_DATADIR}/procstart/python FILES_MATCHING PATTERN "*.py"
        PATTERN __pycache__ EXCLUDE)
install(DIRECTORY core/guard/ DESTINATION ${CMAKE_INSTALL_DATADIR}/procstart/guard FILES_MATCHING PATTERN "*.py"
        PATTERN __pycache__ EXCLUDE)
file(GLOB SCHEMAS CONFIGURE_DEPENDS core/*.schema.json)
install(FILES ${SCHEMAS} DESTINATION ${CMAKE_INSTALL_DATADIR}/procstart)
# What ci/fetch-vega put into vendor/ goes with it.
install(DIRECTORY core/report/page/ DESTINATION ${CMAKE_INSTALL_DATADIR}/procstart/report/page)
install(FILES docs/procstart.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES README.md LICENSE CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
