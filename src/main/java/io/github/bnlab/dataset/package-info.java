/**
 * Images and labels: found in folders or downloaded ({@link io.github.bnlab.dataset.CatalogEntry}),
 * or drawn ({@link io.github.bnlab.dataset.SyntheticDigits}); read strictly from IDX files ({@link
 * io.github.bnlab.dataset.DatasetLoader}) into compact bytes ({@link
 * io.github.bnlab.dataset.ImageSet}); put into an order for every epoch ({@link
 * io.github.bnlab.dataset.EpochOrder}).
 */
package io.github.bnlab.dataset;
