/*
 * Between R and the Rust library: values over and back, jobs begun and ended.
 * Rust never calls R, so no jump of R's crosses Rust. Whatever can fail in R
 * while Rust's memory is held is done under an external pointer with a finalizer.
 */
#include <stdint.h>
#include <string.h>
#define R_NO_REMAP
#define STRICT_R_HEADERS
#include <R.h>
#include <R_ext/Rdynload.h>
#include <R_ext/Visibility.h>
#include <Rinternals.h>

/* crates/r/src/value.rs and job.rs */
typedef struct Value Value;
typedef struct Held Held;
typedef struct Job Job;
Value *nflwp_null(void);
Value *nflwp_flags(const int *from, size_t len);
Value *nflwp_whole(const int *from, size_t len);
Value *nflwp_numbers(const double *from, size_t len);
Value *nflwp_long(const double *from, size_t len);
Value *nflwp_bytes(const unsigned char *from, size_t len);
Value *nflwp_text(const char *const *from, size_t len);
Value *nflwp_factor(const int *codes, size_t len, Value *levels);
Value *nflwp_list(void);
void nflwp_push(Value *list, const char *name, Value *item);
Value *nflwp_held(const Held *held);
void nflwp_free(Value *value);
int nflwp_kind(const Value *value);
size_t nflwp_len(const Value *value);
const void *nflwp_data(const Value *value);
const char *nflwp_text_at(const Value *value, size_t at, size_t *len);
const char *nflwp_name_at(const Value *value, size_t at, size_t *len);
const Value *nflwp_item_at(const Value *value, size_t at);
Held *nflwp_hold(const Value *value);
void nflwp_release(Held *held);
Job *nflwp_start(const char *operation, Value *args);
int nflwp_wait(const Job *job, int milliseconds);
void nflwp_progress(const Job *job, double *done, double *all);
Value *nflwp_take(const Job *job);
void nflwp_end(Job *job);

/* A value of Rust's under R's care until it is taken. */
static void free_value(SEXP pointer)
{
	Value *value = R_ExternalPtrAddr(pointer);
	if (value != NULL) {
		R_ClearExternalPtr(pointer);
		nflwp_free(value);
	}
}

static void release_held(SEXP pointer)
{
	Held *held = R_ExternalPtrAddr(pointer);
	if (held != NULL) {
		R_ClearExternalPtr(pointer);
		nflwp_release(held);
	}
}

static void end_job(SEXP pointer)
{
	Job *job = R_ExternalPtrAddr(pointer);
	if (job != NULL) {
		R_ClearExternalPtr(pointer);
		nflwp_end(job);
	}
}

static SEXP tag_held(void)
{
	return Rf_install("nflwp_held");
}

static Value *text_to_rust(SEXP x)
{
	R_xlen_t len = XLENGTH(x);
	const void *top = vmaxget();
	const char **all = (const char **) R_alloc(len > 0 ? (size_t) len : 1, sizeof(char *));
	for (R_xlen_t i = 0; i < len; i++) {
		SEXP one = STRING_ELT(x, i);
		all[i] = one == NA_STRING ? NULL : Rf_translateCharUTF8(one);
	}
	Value *value = nflwp_text(all, (size_t) len);
	vmaxset(top);
	return value;
}

/* Adds `item` to the list under `care`, which nothing that R does can lose. */
static void add(SEXP care, const char *name, SEXP item);

static Value *to_rust(SEXP x)
{
	switch (TYPEOF(x)) {
	case LGLSXP:
		return nflwp_flags(LOGICAL(x), (size_t) XLENGTH(x));
	case INTSXP:
		if (Rf_inherits(x, "factor")) {
			SEXP levels = PROTECT(Rf_getAttrib(x, R_LevelsSymbol));
			const int *codes = INTEGER(x);
			Value *value = TYPEOF(levels) == STRSXP
				? nflwp_factor(codes, (size_t) XLENGTH(x), text_to_rust(levels))
				: nflwp_whole(codes, (size_t) XLENGTH(x));
			UNPROTECT(1);
			return value;
		}
		return nflwp_whole(INTEGER(x), (size_t) XLENGTH(x));
	case REALSXP:
		if (Rf_inherits(x, "integer64"))
			return nflwp_long(REAL(x), (size_t) XLENGTH(x));
		return nflwp_numbers(REAL(x), (size_t) XLENGTH(x));
	case RAWSXP:
		return nflwp_bytes(RAW(x), (size_t) XLENGTH(x));
	case STRSXP:
		return text_to_rust(x);
	case EXTPTRSXP:
		if (R_ExternalPtrTag(x) == tag_held() && R_ExternalPtrAddr(x) != NULL)
			return nflwp_held(R_ExternalPtrAddr(x));
		return nflwp_null();
	case VECSXP: {
		SEXP care = PROTECT(R_MakeExternalPtr(NULL, R_NilValue, R_NilValue));
		R_RegisterCFinalizer(care, free_value);
		R_SetExternalPtrAddr(care, nflwp_list());
		SEXP names = PROTECT(Rf_getAttrib(x, R_NamesSymbol));
		for (R_xlen_t i = 0; i < XLENGTH(x); i++) {
			const char *name = TYPEOF(names) == STRSXP
				? Rf_translateCharUTF8(STRING_ELT(names, i)) : "";
			add(care, name, VECTOR_ELT(x, i));
		}
		Value *list = R_ExternalPtrAddr(care);
		R_ClearExternalPtr(care);
		UNPROTECT(2);
		return list;
	}
	default:
		return nflwp_null();
	}
}

static void add(SEXP care, const char *name, SEXP item)
{
	Value *value = to_rust(item);
	nflwp_push(R_ExternalPtrAddr(care), name, value);
}

static SEXP character(const char *text, size_t len)
{
	return text == NULL ? NA_STRING : Rf_mkCharLenCE(text, (int) len, CE_UTF8);
}

static SEXP to_r(const Value *value)
{
	size_t len = nflwp_len(value);
	SEXP x;
	switch (nflwp_kind(value)) {
	case 1:
		x = PROTECT(Rf_allocVector(LGLSXP, (R_xlen_t) len));
		if (len > 0)
			memcpy(LOGICAL(x), nflwp_data(value), len * sizeof(int));
		break;
	case 2:
		x = PROTECT(Rf_allocVector(INTSXP, (R_xlen_t) len));
		if (len > 0)
			memcpy(INTEGER(x), nflwp_data(value), len * sizeof(int));
		break;
	case 3: {
		x = PROTECT(Rf_allocVector(REALSXP, (R_xlen_t) len));
		const double *from = nflwp_data(value);
		double *to = REAL(x);
		for (size_t i = 0; i < len; i++)
			to[i] = ISNAN(from[i]) ? NA_REAL : from[i];
		break;
	}
	case 4:
		x = PROTECT(Rf_allocVector(STRSXP, (R_xlen_t) len));
		for (size_t i = 0; i < len; i++) {
			size_t bytes = 0;
			const char *text = nflwp_text_at(value, i, &bytes);
			SET_STRING_ELT(x, (R_xlen_t) i, character(text, bytes));
		}
		break;
	case 5:
		x = PROTECT(Rf_allocVector(RAWSXP, (R_xlen_t) len));
		if (len > 0)
			memcpy(RAW(x), nflwp_data(value), len);
		break;
	case 6:
	case 7: {
		x = PROTECT(Rf_allocVector(VECSXP, (R_xlen_t) len));
		SEXP names = PROTECT(Rf_allocVector(STRSXP, (R_xlen_t) len));
		int named = 0;
		for (size_t i = 0; i < len; i++) {
			size_t bytes = 0;
			const char *name = nflwp_name_at(value, i, &bytes);
			named |= bytes > 0;
			SET_STRING_ELT(names, (R_xlen_t) i, character(name, bytes));
			SET_VECTOR_ELT(x, (R_xlen_t) i, to_r(nflwp_item_at(value, i)));
		}
		if (named)
			Rf_setAttrib(x, R_NamesSymbol, names);
		if (nflwp_kind(value) == 7) {
			size_t rows = len > 0 ? nflwp_len(nflwp_item_at(value, 0)) : 0;
			SEXP numbers = PROTECT(Rf_allocVector(INTSXP, 2));
			INTEGER(numbers)[0] = NA_INTEGER;
			INTEGER(numbers)[1] = -(int) rows;
			Rf_setAttrib(x, R_RowNamesSymbol, numbers);
			Rf_setAttrib(x, R_ClassSymbol, Rf_mkString("data.frame"));
			UNPROTECT(1);
		}
		UNPROTECT(1);
		break;
	}
	case 8:
		x = PROTECT(R_MakeExternalPtr(NULL, tag_held(), R_NilValue));
		R_RegisterCFinalizer(x, release_held);
		R_SetExternalPtrAddr(x, nflwp_hold(value));
		break;
	default:
		x = PROTECT(R_NilValue);
	}
	UNPROTECT(1);
	return x;
}

static Job *job_of(SEXP pointer)
{
	Job *job = TYPEOF(pointer) == EXTPTRSXP ? R_ExternalPtrAddr(pointer) : NULL;
	if (job == NULL)
		Rf_error("the work is over");
	return job;
}

/* Begins an operation; the job keeps `args`, whose vectors it reads. */
static SEXP start(SEXP operation, SEXP args)
{
	SEXP pointer = PROTECT(R_MakeExternalPtr(NULL, R_NilValue, args));
	R_RegisterCFinalizerEx(pointer, end_job, TRUE);
	const char *name = CHAR(STRING_ELT(operation, 0));
	Value *value = to_rust(args);
	R_SetExternalPtrAddr(pointer, nflwp_start(name, value));
	UNPROTECT(1);
	return pointer;
}

/* Waits; whether the work is done. Ctrl-C jumps from here, and R ends the job. */
static SEXP wait_for(SEXP pointer, SEXP milliseconds)
{
	int done = nflwp_wait(job_of(pointer), Rf_asInteger(milliseconds));
	R_CheckUserInterrupt();
	return Rf_ScalarLogical(done);
}

/* Steps done, and steps in all. */
static SEXP progress(SEXP pointer)
{
	SEXP steps = PROTECT(Rf_allocVector(REALSXP, 2));
	nflwp_progress(job_of(pointer), REAL(steps), REAL(steps) + 1);
	UNPROTECT(1);
	return steps;
}

/* What came out. */
static SEXP take(SEXP pointer)
{
	SEXP care = PROTECT(R_MakeExternalPtr(NULL, R_NilValue, R_NilValue));
	R_RegisterCFinalizer(care, free_value);
	R_SetExternalPtrAddr(care, nflwp_take(job_of(pointer)));
	const Value *value = R_ExternalPtrAddr(care);
	SEXP x = PROTECT(value == NULL ? R_NilValue : to_r(value));
	free_value(care);
	UNPROTECT(2);
	return x;
}

/* Stops the work if it goes on, and waits for its end. */
static SEXP end(SEXP pointer)
{
	end_job(pointer);
	return R_NilValue;
}

/* Whether a pointer still holds something: after saveRDS it does not. */
static SEXP holds(SEXP pointer)
{
	return Rf_ScalarLogical(TYPEOF(pointer) == EXTPTRSXP
		&& R_ExternalPtrTag(pointer) == tag_held()
		&& R_ExternalPtrAddr(pointer) != NULL);
}

static const R_CallMethodDef entries[] = {
	{"nflwp_start", (DL_FUNC) &start, 2},
	{"nflwp_wait", (DL_FUNC) &wait_for, 2},
	{"nflwp_progress", (DL_FUNC) &progress, 1},
	{"nflwp_take", (DL_FUNC) &take, 1},
	{"nflwp_end", (DL_FUNC) &end, 1},
	{"nflwp_holds", (DL_FUNC) &holds, 1},
	{NULL, NULL, 0}
};

void attribute_visible R_init_nflwp(DllInfo *dll)
{
	R_registerRoutines(dll, NULL, entries, NULL, NULL);
	R_useDynamicSymbols(dll, FALSE);
	R_forceSymbols(dll, TRUE);
}
