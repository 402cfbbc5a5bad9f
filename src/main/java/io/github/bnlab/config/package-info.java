/**
 * What an experiment is: YAML text becomes a tree whose values know where they were written, layers
 * of such trees (defaults, file, variants and grid, overrides) are merged into one per trial, and
 * each is bound to {@link io.github.bnlab.config.TrialConfig}, a tree of small records that reject
 * what cannot be. Beside them lie the few pieces that all packages share: random streams, texts fit
 * for messages, versions of libraries.
 */
package io.github.bnlab.config;
