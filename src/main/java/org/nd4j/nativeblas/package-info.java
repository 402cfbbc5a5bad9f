/** One class that DL4J 1.0.0-M2.1 looks up under this name but does not contain. */
package org.nd4j.nativeblas;
