// Loops over columns that are compiled for several widths of vectors; the program takes the widest the machine has.
//
// Contraction is off and nothing is reassociated, so that every width gives the same bits.
#pragma once

// The thread sanitizer is not ready when the width is chosen, at load.
#if defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__) && !defined(__SANITIZE_THREAD__) && \
    !defined(LINGNAN_ONE_WIDTH)
#define LINGNAN_VECTORISED __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define LINGNAN_VECTORISED
#endif

/// Functions written for vectors of 256 and 512 bits, to be called where the machine has them.
#if defined(__GNUC__) && defined(__x86_64__)
#define LINGNAN_WIDE
#define LINGNAN_AVX2 __attribute__((target("avx2")))
#define LINGNAN_AVX512 __attribute__((target("avx512f")))
#endif

/// Before a loop whose rows touch nothing of each other, which the compiler cannot know of columns.
#if defined(__GNUC__) && !defined(__clang__)
#define LINGNAN_INDEPENDENT_ROWS _Pragma("GCC ivdep")
#else
#define LINGNAN_INDEPENDENT_ROWS
#endif

namespace lingnan {

/// As values: std::min and std::max return references, which keeps loops from being vectorised.
inline double smaller(double a, double b) { return b < a ? b : a; }
inline double larger(double a, double b) { return a < b ? b : a; }
inline double within(double x, double least, double most) { return smaller(larger(x, least), most); }

}  // namespace lingnan
