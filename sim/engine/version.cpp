#include "lingnan/version.hpp"

namespace lingnan {

const char* version() { return LINGNAN_VERSION; }

const char* commit() {
  return
#include "commit.inc"
      ;
}

}  // namespace lingnan
