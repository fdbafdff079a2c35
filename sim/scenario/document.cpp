#include "sim/scenario/document.hpp"

#include <fmt/format.h>
#include <xxhash.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <set>
#include <sstream>
#include <tuple>

#include "sim/base/assertions.hpp"

namespace lingnan {

namespace fs = std::filesystem;

const Node::Entry* Node::find(std::string_view key) const {
  if (!is_map()) return nullptr;
  for (const Entry& entry : entries)
    if (entry.key == key) return &entry;
  return nullptr;
}

Node::Entry* Node::find(std::string_view key) {
  return const_cast<Entry*>(std::as_const(*this).find(key));  // the same search, on a node that is ours to change
}

namespace {

constexpr std::string_view kSettingPrefix = "--set ";
constexpr std::string_view kOwnKeys[] = {"name", "title"};  // of a file itself, not of those that extend it

[[noreturn]] void stop(const Place& place, std::string message) {
  throw BadRequest(std::vector<Problem>{place.problem(std::move(message))});
}

bool continues(unsigned char byte) { return (byte & 0xC0u) == 0x80u; }

/// Length of the valid UTF-8 character at `at`, or 0 (overlong forms and surrogates are not valid).
std::size_t utf8_length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : static_cast<unsigned char>(0);
  };
  const unsigned char a = byte(0), b = byte(1);
  if (a < 0x80) return 1;
  if (a >= 0xC2 && a <= 0xDF) return continues(b) ? 2 : 0;
  if (a >= 0xE0 && a <= 0xEF) {
    if (!continues(b) || !continues(byte(2))) return 0;
    return (a == 0xE0 && b < 0xA0) || (a == 0xED && b >= 0xA0) ? 0 : 3;
  }
  if (a >= 0xF0 && a <= 0xF4) {
    if (!continues(b) || !continues(byte(2)) || !continues(byte(3))) return 0;
    return (a == 0xF0 && b < 0x90) || (a == 0xF4 && b >= 0x90) ? 0 : 4;
  }
  return 0;
}

/// Places of byte positions: the YAML library counts bytes, people count characters.
class Lines {
 public:
  Lines(std::string_view text, std::string file)
      : text_(text), file_(std::move(file)), setting_(file_.starts_with(kSettingPrefix)) {
    starts_.push_back(0);
    for (std::size_t i = 0; i < text.size(); ++i)
      if (text[i] == '\n') starts_.push_back(i + 1);
  }

  Place at(const YAML::Mark& mark) const {
    if (mark.line < 0) return {file_, 0, 0};
    const std::size_t line = std::min(static_cast<std::size_t>(mark.line), starts_.size() - 1);
    return at(starts_[line] + static_cast<std::size_t>(std::max(mark.column, 0)));
  }

  Place at(std::size_t byte) const {
    if (setting_) return {file_, 0, 0};
    byte = std::min(byte, text_.size());
    const auto next = std::upper_bound(starts_.begin(), starts_.end(), byte);
    const std::size_t start = *std::prev(next);
    int column = 1;
    for (std::size_t i = start; i < byte; ++i) column += continues(static_cast<unsigned char>(text_[i])) ? 0 : 1;
    return {file_, static_cast<int>(next - starts_.begin()), column};
  }

  /// The first tab that indents one of the first `lines` lines.
  std::optional<std::size_t> indenting_tab(int lines) const {
    for (std::size_t line = 0; line < starts_.size() && static_cast<int>(line) < lines; ++line) {
      std::size_t i = starts_[line];
      while (i < text_.size() && text_[i] == ' ') ++i;
      if (i < text_.size() && text_[i] == '\t') return i;
    }
    return std::nullopt;
  }

 private:
  std::string_view text_;
  std::string file_;
  bool setting_;
  std::vector<std::size_t> starts_;
};

/// Builds the tree from the parser's events. Caps depth and size before memory is spent on them.
class TreeBuilder final : public YAML::EventHandler {
 public:
  TreeBuilder(const Lines& lines, std::vector<Problem>& problems) : lines_(lines), problems_(problems) {}

  Node root;

  /// Start of the list or map that the parser is in.
  Place innermost() const { return stack_.empty() ? root.place : stack_.back().node.place; }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (documents_++ > 0) stop(lines_.at(mark), "a second YAML document starts here; a scenario is one document");
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    Node node = make(Node::Kind::null, mark, "");
    if (!stack_.empty() && stack_.back().node.is_map() && stack_.back().has_key) node.place = stack_.back().key_place;
    add(std::move(node), anchor, 0);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    Node node = make(Node::Kind::scalar, mark, tag);
    node.text = value;
    node.quoted = tag == "!" || tag == "tag:yaml.org,2002:str";
    add(std::move(node), anchor, 0);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end()) stop(lines_.at(mark), path() + " is an alias that contains itself");
    const auto& [anchored, depth, size] = found->second;
    check_depth(depth, lines_.at(mark));
    count(size, lines_.at(mark));
    Node node = anchored;
    node.place = lines_.at(mark);
    add(std::move(node), 0, depth);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    push(make(Node::Kind::list, mark, tag), anchor);
  }
  void OnSequenceEnd() override { pop(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    push(make(Node::Kind::map, mark, tag), anchor);
  }
  void OnMapEnd() override { pop(); }

 private:
  struct Frame {
    Node node;
    YAML::anchor_t anchor = 0;
    std::size_t nodes_before = 0;
    int depth = 1;  ///< of the deepest path inside, this frame included
    bool has_key = false;
    std::string key;
    Place key_place;
  };
  struct Anchored {
    Node node;
    int depth;
    std::size_t size;
  };

  Node make(Node::Kind kind, const YAML::Mark& mark, const std::string& tag) {
    Node node;
    node.kind = kind;
    node.place = lines_.at(mark);
    count(1, node.place);
    const bool plain = tag.empty() || tag == "?" || tag == "!" || tag == "tag:yaml.org,2002:str";
    if (!plain) problems_.push_back(node.place.problem(fmt::format("the tag {} means nothing in a scenario", tag)));
    return node;
  }

  void count(std::size_t more, const Place& place) {
    nodes_ += more;
    if (nodes_ > kMaxNodes)
      stop(place, fmt::format("more than {} values, aliases written out; tables belong in CSV files", kMaxNodes));
  }

  void check_depth(int more, const Place& place) const {
    if (static_cast<int>(stack_.size()) + more > kMaxDepth)
      stop(place, fmt::format("lists and maps are nested more than {} deep", kMaxDepth));
  }

  void push(Node node, YAML::anchor_t anchor) {
    check_depth(1, node.place);
    if (!stack_.empty() && stack_.back().node.is_map() && !stack_.back().has_key)
      stop(node.place, "a list or map stands where a key must be; is a bracket left open before it?");
    Frame frame;
    frame.node = std::move(node);
    frame.anchor = anchor;
    frame.nodes_before = nodes_ - 1;
    stack_.push_back(std::move(frame));
  }

  void pop() {
    Frame frame = std::move(stack_.back());
    stack_.pop_back();
    size_of_last_ = nodes_ - frame.nodes_before;
    add(std::move(frame.node), frame.anchor, frame.depth);
  }

  /// Puts a finished value where it belongs: the root, the next item, the key or the value of a map.
  void add(Node node, YAML::anchor_t anchor, int depth) {
    if (anchor != 0) anchors_.insert_or_assign(anchor, Anchored{node, depth, depth == 0 ? 1 : size_of_last_});
    if (stack_.empty()) {
      root = std::move(node);
      return;
    }
    Frame& frame = stack_.back();
    frame.depth = std::max(frame.depth, depth + 1);
    if (frame.node.is_list()) {
      frame.node.items.push_back(std::move(node));
    } else if (!frame.has_key) {
      if (!node.is_scalar()) stop(node.place, "a key is missing here");
      frame.key = std::move(node.text);
      frame.key_place = node.place;
      frame.has_key = true;
    } else {
      add_entry(frame, std::move(node));
      frame.has_key = false;
    }
  }

  void add_entry(Frame& frame, Node value) {
    if (frame.key == "<<") {
      problems_.push_back(frame.key_place.problem(
          path() + " is a YAML merge key, which scenarios do not have; repeat the keys or use 'extends'"));
      return;
    }
    if (const Node::Entry* first = frame.node.find(frame.key)) {
      problems_.push_back(frame.key_place.problem(
          first->key_place.line > 0 ? fmt::format("{} is given twice, first on line {}", path(), first->key_place.line)
                                    : fmt::format("{} is given twice", path())));
      return;
    }
    frame.node.entries.push_back({frame.key, frame.key_place, std::move(value)});
  }

  /// Where the parser is, as a scenario's path.
  std::string path() const {
    std::string path;
    for (const Frame& frame : stack_) {
      if (frame.node.is_list())
        path += fmt::format("[{}]", frame.node.items.size());
      else if (frame.has_key)
        path += (path.empty() ? "" : ".") + frame.key;
    }
    return path.empty() ? "this" : path;
  }

  const Lines& lines_;
  std::vector<Problem>& problems_;
  std::vector<Frame> stack_;
  std::map<YAML::anchor_t, Anchored> anchors_;
  std::size_t nodes_ = 0;
  std::size_t size_of_last_ = 1;
  int documents_ = 0;
};

/// Without a byte order mark, with LF line ends and none at the end.
std::string plain_text(const std::string& bytes) {
  std::string text;
  text.reserve(bytes.size());
  for (std::size_t i = bytes.starts_with("\xEF\xBB\xBF") ? 3 : 0; i < bytes.size(); ++i)
    if (bytes[i] != '\r' || i + 1 == bytes.size() || bytes[i + 1] != '\n') text += bytes[i];
  // The parser takes a line end after an open quote for the quote's end, so nothing stands after the last word.
  while (text.ends_with('\n') || text.ends_with(' ')) text.pop_back();
  return text;
}

void check_characters(const std::string& text, const Lines& lines) {
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = utf8_length(text, i);
    const auto byte = static_cast<unsigned char>(text[i]);
    if (length == 0) stop(lines.at(i), fmt::format("byte 0x{:02X} is not UTF-8; save the file as UTF-8", byte));
    if ((byte < 0x20 && byte != '\t' && byte != '\n') || byte == 0x7F)
      stop(lines.at(i), fmt::format("the control character U+{:04X} is not allowed in a scenario", byte));
    i += length;
  }
}

std::string join(const std::vector<std::string>& words, std::string_view separator) {
  return fmt::format("{}", fmt::join(words, separator));
}

/// Reads a chain of files, the base first.
class Loader {
 public:
  explicit Loader(const std::string& top) : top_(top) {}

  Document document;

  Node load(const std::string& file) {
    const std::string bytes = read_file(file);
    document.files.push_back(file);
    document.hashes.emplace_back(path_from(top_, file), hash_text(bytes));
    Node root = parse_text(bytes, file, document.problems);
    if (root.is_null()) stop({file, 0, 0}, "the file is empty");
    if (!root.is_map())
      stop(root.place, "a scenario is a map of sections such as 'time:' (is a space missing after a ':'?)");
    chain_.push_back(file);
    if (std::optional<Node> base = load_base(root)) {
      merge(*base, root);
      root = std::move(*base);
    }
    chain_.pop_back();
    return root;
  }

 private:
  /// Takes `extends` out of the map and reads what it names; a broken base is a problem, not the end.
  std::optional<Node> load_base(Node& root) {
    const Node::Entry* entry = root.find("extends");
    if (!entry) return std::nullopt;
    const Node said = entry->value;
    root.entries.erase(root.entries.begin() + (entry - root.entries.data()));
    if (!said.is_scalar() || said.text.empty()) {
      missing(said.place, "extends must name one file, such as guangdong.yaml");
      return std::nullopt;
    }
    const std::string file = resolve_path(said.place, said.text);
    std::error_code error;
    if (!fs::exists(file, error)) {
      missing(said.place, fmt::format("extends names the file '{}', which does not exist", file));
      return std::nullopt;
    }
    if (fs::is_directory(file, error)) {
      missing(said.place, fmt::format("extends names '{}', which is a folder", said.text));
      return std::nullopt;
    }
    for (std::size_t i = 0; i < chain_.size(); ++i) {
      if (!fs::equivalent(chain_[i], file, error)) continue;
      std::vector<std::string> circle(chain_.begin() + static_cast<std::ptrdiff_t>(i), chain_.end());
      circle.push_back(file);
      missing(said.place, "extends goes in a circle: " + join(circle, " -> "));
      return std::nullopt;
    }
    if (static_cast<int>(chain_.size()) >= kMaxExtends) {
      missing(said.place, fmt::format("extends: a chain of more than {} files", kMaxExtends));
      return std::nullopt;
    }
    try {
      Node base = load(file);
      std::erase_if(base.entries, [](const Node::Entry& own) {
        return std::find(std::begin(kOwnKeys), std::end(kOwnKeys), own.key) != std::end(kOwnKeys);
      });
      return base;
    } catch (const BadRequest& broken) {
      document.problems.insert(document.problems.end(), broken.problems().begin(), broken.problems().end());
      document.complete = false;
      chain_.resize(
          1 + static_cast<std::size_t>(std::find(chain_.begin(), chain_.end(), said.place.file) - chain_.begin()));
      return std::nullopt;
    }
  }

  void missing(const Place& place, std::string message) {
    document.problems.push_back(place.problem(std::move(message)));
    document.complete = false;
  }

  static std::string read_file(const std::string& file) {
    std::error_code error;
    if (!fs::exists(file, error)) stop({file, 0, 0}, "no such file");
    if (fs::is_directory(file, error)) stop({file, 0, 0}, "is a folder, not a scenario file");
    std::ifstream in(file, std::ios::binary);
    std::string bytes;
    std::string block(1u << 16, '\0');
    while (in && bytes.size() <= kMaxFileBytes) {
      in.read(block.data(), static_cast<std::streamsize>(block.size()));
      bytes.append(block, 0, static_cast<std::size_t>(in.gcount()));
    }
    if (bytes.size() > kMaxFileBytes) stop({file, 0, 0}, "is larger than 16 MiB; tables belong in CSV files");
    if (!in.eof()) throw MachineFailure(file + ": cannot be read; may it be opened by you?");
    return bytes;
  }

  std::string top_;
  std::vector<std::string> chain_;
};

/// One step of a setting's path: a key, or an index if `key` is empty.
struct Step {
  std::string key;
  std::size_t index = 0;
};

/// Splits "shocks[0].loss". Nothing if it is malformed.
std::optional<std::vector<Step>> split_path(std::string_view path) {
  std::vector<Step> steps;
  while (!path.empty()) {
    if (path.front() == '[') {
      const std::size_t close = path.find(']');
      if (close == std::string_view::npos || steps.empty()) return std::nullopt;
      Step step;
      const auto [end, error] = std::from_chars(path.data() + 1, path.data() + close, step.index);
      if (error != std::errc{} || end != path.data() + close) return std::nullopt;
      steps.push_back(step);
      path.remove_prefix(close + 1);
    } else {
      if (!steps.empty()) {
        if (path.front() != '.') return std::nullopt;
        path.remove_prefix(1);
      }
      const std::size_t end = std::min(path.find_first_of(".[]"), path.size());
      if (end == 0) return std::nullopt;
      steps.push_back({std::string(path.substr(0, end)), 0});
      path.remove_prefix(end);
    }
  }
  if (steps.empty()) return std::nullopt;
  return steps;
}

/// The node that the path leads to; keys on the way are made, and the list item after the last one. Adds a problem and
/// returns nullptr if the way is blocked.
Node* walk(Node& root, const std::vector<Step>& steps, const Place& place, std::vector<Problem>& problems) {
  Node* node = &root;
  std::string so_far;
  for (const Step& step : steps) {
    if (!step.key.empty()) {
      if (node->is_null()) {
        node->kind = Node::Kind::map;
        node->place = place;
      }
      if (!node->is_map()) {
        problems.push_back(place.problem(so_far + " is not a map, so it has no '" + step.key + "'"));
        return nullptr;
      }
      so_far += (so_far.empty() ? "" : ".") + step.key;
      if (!node->find(step.key)) {
        Node fresh;
        fresh.place = place;
        node->entries.push_back({step.key, place, std::move(fresh)});
      }
      node = &node->find(step.key)->value;
    } else {
      if (node->is_null()) {
        node->kind = Node::Kind::list;
        node->place = place;
      }
      if (!node->is_list() || step.index > node->items.size()) {
        problems.push_back(place.problem(
            fmt::format("{} has {} entries, so there is no [{}]", so_far, node->items.size(), step.index)));
        return nullptr;
      }
      if (step.index == node->items.size()) node->items.emplace_back().place = place;
      so_far += fmt::format("[{}]", step.index);
      node = &node->items[step.index];
    }
  }
  return node;
}

}  // namespace

Node parse_text(const std::string& bytes, const std::string& file, std::vector<Problem>& problems) {
  const std::string text = plain_text(bytes);
  const Lines lines(text, file);
  check_characters(text, lines);
  TreeBuilder builder(lines, problems);
  std::istringstream in(text);
  try {
    YAML::Parser parser(in);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const YAML::Exception& error) {
    if (const auto tab = lines.indenting_tab(error.mark.line + 1))
      stop(lines.at(*tab), "a tab indents this line; YAML indents with spaces only");
    if (error.msg == YAML::ErrorMsg::EOF_IN_SCALAR) stop(lines.at(error.mark), "YAML syntax: a quote is never closed");
    if (error.msg == YAML::ErrorMsg::END_OF_SEQ_FLOW || error.msg == YAML::ErrorMsg::END_OF_MAP_FLOW)
      stop(builder.innermost(), "YAML syntax: this bracket is never closed, or a comma is missing after it");
    stop(lines.at(error.mark), "YAML syntax: " + error.msg);
  }
  return std::move(builder.root);
}

void merge(Node& base, const Node& over) {
  if (over.is_null() && (base.is_map() || base.is_list())) return;
  if (!base.is_map() || !over.is_map()) {
    base = over;
    return;
  }
  base.place = over.place;
  for (const Node::Entry& entry : over.entries) {
    if (Node::Entry* old = base.find(entry.key)) {
      old->key_place = entry.key_place;
      merge(old->value, entry.value);
    } else {
      base.entries.push_back(entry);
    }
  }
}

void apply_setting(Node& root, const std::string& setting, std::vector<Problem>& problems) {
  const Place place{std::string(kSettingPrefix) + setting, 0, 0};
  const std::size_t equals = setting.find('=');
  const auto steps = split_path(std::string_view(setting).substr(0, std::min(equals, setting.size())));
  if (equals == std::string::npos || !steps) {
    problems.push_back(place.problem("must be PATH=VALUE, such as time.end=2024-12 or shocks[0].loss=0.5"));
    return;
  }
  if (steps->front().key == "extends") {
    problems.push_back(place.problem("extends cannot be set on the command line; write a file that extends"));
    return;
  }
  try {
    const Node value = parse_text(setting.substr(equals + 1), place.file, problems);
    if (value.is_null()) {
      problems.push_back(place.problem("has no value"));
      return;
    }
    if (Node* target = walk(root, *steps, place, problems)) merge(*target, value);
  } catch (const BadRequest& broken) {
    problems.insert(problems.end(), broken.problems().begin(), broken.problems().end());
  }
}

void apply_override(Node& root, const Override& over, std::vector<Problem>& problems) {
  const auto steps = split_path(over.path);
  if (!steps || steps->front().key == "extends") {
    problems.push_back(over.place.problem(
        fmt::format("'{}' must be the path of a value in a scenario, such as time.end or shocks[0].loss", over.path)));
    return;
  }
  if (Node* target = walk(root, *steps, over.place, problems)) merge(*target, over.value);
}

Document read_document(const std::string& file, const std::vector<std::string>& settings, std::span<const Override> overrides) {
  Loader loader(file);
  Node root = loader.load(file);
  Document document = std::move(loader.document);
  document.root = std::move(root);
  for (const std::string& setting : settings) apply_setting(document.root, setting, document.problems);
  for (const Override& over : overrides) apply_override(document.root, over, document.problems);
  return document;
}

std::string resolve_path(const Place& place, const std::string& said) {
  if (place.file.starts_with(kSettingPrefix)) return fs::path(said).lexically_normal().string();
  return (fs::path(place.file).parent_path() / said).lexically_normal().string();
}

std::string path_from(const std::string& file, const std::string& path) {
  const fs::path folder = fs::absolute(file).parent_path().lexically_normal();
  const fs::path relative = fs::absolute(path).lexically_normal().lexically_relative(folder);
  return relative.empty() ? path : relative.string();
}

std::string hash_text(const std::string& bytes) {
  return fmt::format("{:016x}", XXH3_64bits(bytes.data(), bytes.size()));
}

void sort_by_place(std::vector<Problem>& problems, const std::vector<std::string>& files) {
  const auto rank = [&](const Problem& problem) {
    if (problem.file.starts_with(kSettingPrefix)) return files.size() + 1;
    return static_cast<std::size_t>(std::find(files.begin(), files.end(), problem.file) - files.begin());
  };
  std::stable_sort(problems.begin(), problems.end(), [&](const Problem& a, const Problem& b) {
    return std::tuple(rank(a), a.line, a.column) < std::tuple(rank(b), b.line, b.column);
  });
}

}  // namespace lingnan
