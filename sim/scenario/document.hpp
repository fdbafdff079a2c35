// The text of a scenario as a tree that remembers where every key and value stands: YAML in, one merged tree out.
// Only this file's source knows the YAML library, and uses it for nothing but splitting text into tokens.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/base/problem.hpp"

namespace lingnan {

/// Where something was said. Lines and columns (in characters) count from 1; line 0 means the whole file, or a value
/// that came from `--set`, whose `file` is then `--set PATH=VALUE`.
struct Place {
  std::string file;
  int line = 0;
  int column = 0;

  Problem problem(std::string message) const { return {file, line, column, std::move(message)}; }
};

/// One value of the tree: nothing, a scalar, a list or a map.
struct Node {
  enum class Kind : unsigned char { null, scalar, list, map };
  struct Entry;

  Kind kind = Kind::null;
  Place place;
  std::string text;            ///< scalars: as written, without quotes
  bool quoted = false;         ///< scalars: in quotes or a text block, so never a number
  std::vector<Node> items;     ///< lists
  std::vector<Entry> entries;  ///< maps: in the order of the file, keys unique

  bool is_null() const { return kind == Kind::null; }
  bool is_scalar() const { return kind == Kind::scalar; }
  bool is_list() const { return kind == Kind::list; }
  bool is_map() const { return kind == Kind::map; }
  /// The entry of a map with this key, or nullptr (also if this is no map).
  const Entry* find(std::string_view key) const;
  Entry* find(std::string_view key);
};

struct Node::Entry {
  std::string key;
  Place key_place;
  Node value;
};

inline constexpr int kMaxDepth = 64;              ///< of lists and maps inside each other
inline constexpr std::size_t kMaxNodes = 100000;  ///< of one file, aliases written out
inline constexpr std::size_t kMaxFileBytes = 16u << 20;
inline constexpr int kMaxExtends = 32;  ///< files in a chain of `extends`

/// A scenario's text: a file, what it extends, and the settings of the command line, merged.
struct Document {
  Node root;                       ///< a map, or null if nothing could be read
  std::vector<std::string> files;  ///< files read, the named one first, as they appear in messages
  std::vector<std::pair<std::string, std::string>> hashes;  ///< name seen from the named file's folder, XXH3-64 in hex
  std::vector<Problem> problems;                            ///< duplicate keys, broken `extends` and the like
  bool complete = true;                                     ///< false if a file of the chain is missing from `root`
};

/// Splits `text` into a tree; places say `file`. Mistakes that leave a tree (duplicate keys, merge keys, tags) are
/// added to `problems`. Throws BadRequest if no tree can be made: syntax, encoding, several documents, too deep or too
/// large, an alias inside itself. Text with nothing in it gives a null node.
Node parse_text(const std::string& text, const std::string& file, std::vector<Problem>& problems);

/// Lays `over` on `base`: maps merge key by key, everything else replaces; a map or list is not replaced by nothing.
void merge(Node& base, const Node& over);

/// Applies one `PATH=VALUE` to the tree, VALUE being a YAML scalar or flow value; places say `--set PATH=VALUE`.
void apply_setting(Node& root, const std::string& setting, std::vector<Problem>& problems);

/// A value that another file lays on a scenario. Mistakes in it are told where that file says it.
struct Override {
  std::string path;  ///< as in a setting of the command line
  Place place;       ///< of the path
  Node value;
};

/// Lays the value on the tree. `extends` cannot be changed so.
void apply_override(Node& root, const Override& over, std::vector<Problem>& problems);

/// Reads a file with everything that it extends (but not the `name` and `title` of those) and applies the settings, then
/// the overrides, in their order. Throws BadRequest if the named file does not exist or cannot be parsed, MachineFailure if
/// a file exists and cannot be read.
Document read_document(const std::string& file, const std::vector<std::string>& settings,
                       std::span<const Override> overrides = {});

/// The folder or file `said` as seen from the file that says it at `place`; from the current folder for `--set`.
std::string resolve_path(const Place& place, const std::string& said);

/// `path` as seen from the folder of `file` where that is shorter than an absolute path; for names in the manifest.
std::string path_from(const std::string& file, const std::string& path);

/// XXH3-64 of the bytes, 16 hex digits.
std::string hash_text(const std::string& bytes);

/// Sorts by file in the order of `files` (other files after them, settings last), then line, then column.
void sort_by_place(std::vector<Problem>& problems, const std::vector<std::string>& files);

}  // namespace lingnan
