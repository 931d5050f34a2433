#include <bros/bros.hpp>

#include <cstdio>

int main() { std::puts(BROS_VERSION); }
