"""Certificates: for every refuted bound a formula and a proof, and their verification.

What a certificate proves, and what stays trusted: the proof checker shows that each formula has
no model, so solvers need not be trusted. That the formula says "there is a circuit within this
bound" rests on the encoder, which verification runs again on the problem itself, and which the
tests hold against brute force and published counts. That the circuit solves the problem is the
referee's word, a few lines of plain evaluation. That nothing is missing between the bounds rests on
`minimesa.certificates.obligations`.
"""
