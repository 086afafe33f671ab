"""Spreadsheets in: rows and problems out; records in: ledgers and problem books out."""
