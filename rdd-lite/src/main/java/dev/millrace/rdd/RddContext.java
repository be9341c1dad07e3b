package dev.millrace.rdd;

public final class RddContext {}
