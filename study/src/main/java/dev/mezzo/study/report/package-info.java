/**
 * Reports as web pages of one file, which load nothing: of an optimisation ({@link
 * dev.mezzo.study.report.HtmlReport}) and of a study with charts and tables of any kind ({@link
 * dev.mezzo.study.report.StudyPage}). Readable on a phone, light and dark; charts are SVG.
 */
package dev.mezzo.study.report;
