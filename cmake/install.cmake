# find_package(bros) and pkg-config for those who use the installed headers.
include(CMakePackageConfigHelpers)
install(TARGETS bros EXPORT bros_targets)
install(DIRECTORY lib/bros DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.hpp")
install(EXPORT bros_targets FILE bros-targets.cmake NAMESPACE bros:: DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/bros)
configure_package_config_file(cmake/bros-config.cmake.in ${PROJECT_BINARY_DIR}/bros-config.cmake
                              INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/bros)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/bros-config-version.cmake COMPATIBILITY SameMinorVersion
                                 ARCH_INDEPENDENT)
install(FILES ${PROJECT_BINARY_DIR}/bros-config.cmake ${PROJECT_BINARY_DIR}/bros-config-version.cmake
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/bros)
configure_file(cmake/bros.pc.in ${PROJECT_BINARY_DIR}/bros.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/bros.pc DESTINATION ${CMAKE_INSTALL_DATADIR}/pkgconfig)  # relative to its own place
