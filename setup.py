"""Builds the Python package with CMake, for pip; everything else about it is in pyproject.toml."""
import os
import pathlib
import re
import subprocess
import sys

import setuptools
from setuptools.command.build_ext import build_ext

SOURCE = pathlib.Path(__file__).resolve().parent


class CMakeBuild(build_ext):
    def build_extension(self, extension):
        build = pathlib.Path(os.environ.get("BROS_BUILD_FOLDER") or self.build_temp).resolve()
        target = pathlib.Path(self.get_ext_fullpath(extension.name)).resolve()
        if "BROS_BUILD_FOLDER" not in os.environ:  # that one is configured
            subprocess.run(
                ["cmake", "-S", str(SOURCE), "-B", str(build), "-DCMAKE_BUILD_TYPE=Release", "-DBROS_BUILD_PYTHON=ON",
                 "-DBROS_BUILD_TESTS=OFF", "-DBROS_BUILD_BENCHMARKS=OFF", f"-DPython_EXECUTABLE={sys.executable}",
                 *os.environ.get("CMAKE_ARGS", "").split()], check=True)
        subprocess.run(["cmake", "--build", str(build), "--target", "bros_python", "--parallel", str(os.cpu_count() or 1)],
                       check=True)
        target.parent.mkdir(parents=True, exist_ok=True)
        self.copy_file(str(build / "python" / "bros" / target.name), str(target))


version = re.search(r'BROS_VERSION "(.*)"', (SOURCE / "lib/bros/bros.hpp").read_text()).group(1)
setuptools.setup(version=version, ext_modules=[setuptools.Extension("bros._core", [])], cmdclass={"build_ext": CMakeBuild})
