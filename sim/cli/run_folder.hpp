// The folder of a run's results: work happens in DIR.partial, which becomes DIR when everything is there.
#pragma once

#include <filesystem>
#include <string>

namespace lingnan {

/// What of earlier work in DIR.partial goes on: nothing, the checkpoint of an interrupted run, which must be there, or
/// whatever finished runs there are; in a part of an experiment also those of a DIR that is done.
enum class Earlier : unsigned char { nothing, checkpoint, finished_runs, part };

class RunFolder {
 public:
  /// Looks, writes nothing. Throws BadRequest if DIR may not be replaced, or if DIR.partial holds somebody else's files
  /// or an interrupted run that is neither resumed nor replaced.
  RunFolder(const std::string& folder, bool force, Earlier earlier);
  ~RunFolder();
  RunFolder(const RunFolder&) = delete;
  RunFolder& operator=(const RunFolder&) = delete;

  /// Creates DIR.partial, or empties it of what does not go on, and keeps other runs out of it. Throws BadRequest if one is in
  /// it, MachineFailure or std::filesystem::filesystem_error if the disk does not let us.
  void open();
  /// Removes what belongs to the work only and gives the folder its name, in one step if an old one is replaced.
  void publish();

  const std::string& shown() const { return shown_; }  ///< DIR as the user wrote it
  std::string work() const { return work_.string(); }  ///< DIR.partial
  std::string checkpoint() const { return (work_ / "checkpoint.bin").string(); }
  /// Free bytes of the disk that will hold the results.
  std::uint64_t free_bytes() const;

 private:
  std::string shown_;
  std::filesystem::path final_, work_;
  bool force_;
  Earlier earlier_;
  int lock_ = -1;

  /// A part that is done and has nobody working on it: its folder becomes the folder of work again.
  bool done_part() const;
};

}  // namespace lingnan
