// A parameter is declared once: the initialiser is the default, the `describe` line holds name, unit, range, meaning,
// source. Readers, messages, schema, reference page, manifest and priors are visitors of that line.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/calendar.hpp"

namespace lingnan {

/// What is said about a parameter beside its name and default.
struct About {
  std::string_view unit = "";  ///< "1/year", "share", "mln_cny", "days", ...; rates carry their period
  double min = -std::numeric_limits<double>::infinity();
  double max = std::numeric_limits<double>::infinity();
  std::string_view doc;         ///< one sentence, English
  std::string_view symbol = "";
  std::string_view source = "assumption";  ///< where the default comes from
  std::string_view grade = "E";            ///< evidence: A causal China, B causal elsewhere, C panel, D official, E none
  double off = std::numeric_limits<double>::quiet_NaN();  ///< of a lever's coefficient that makes an effect by assumption: where it
                                                          ///< makes none, so that what is left can be told
};

class Block;

/// Visitor of declarations. A reader assigns, a describer records, a writer prints.
class Parameters {
 public:
  virtual ~Parameters() = default;
  virtual void real(std::string_view name, double& value, const About& about) = 0;
  virtual void integer(std::string_view name, std::int64_t& value, const About& about) = 0;
  virtual void flag(std::string_view name, bool& value, const About& about) = 0;
  virtual void choice(std::string_view name, std::string& value, const std::vector<std::string_view>& options,
                      const About& about) = 0;
  virtual void text(std::string_view name, std::string& value, const About& about) = 0;
  virtual void month(std::string_view name, Month& value, const About& about) = 0;
  /// Lists of codes or names: `about.unit` says of what ("city", "industry", ...); resolved by the reader to codes.
  virtual void names(std::string_view name, std::vector<std::string>& value, const About& about) = 0;
  /// A map of its own under `name`.
  virtual void block(std::string_view name, Block& inner) = 0;
  /// A key that was called something else before stays readable.
  virtual void renamed(std::string_view old_name, std::string_view new_name) = 0;
};

/// Something with parameters: a process, a lever, a shock, a section of the scenario.
class Block {
 public:
  virtual ~Block() = default;
  virtual std::string_view name() const = 0;
  virtual std::string_view doc() const = 0;
  virtual void describe(Parameters& parameters) = 0;
};

}  // namespace lingnan
