#pragma once

namespace lingnan {

/// Program version, e.g. "0.1.0".
const char* version();
/// Commit the program was built from, or "unknown".
const char* commit();

}  // namespace lingnan
