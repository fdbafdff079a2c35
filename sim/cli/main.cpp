#include "sim/cli/commands.hpp"

int main(int argc, char** argv) { return lingnan::command_line(argc, argv); }
