"""The numbers without a row of their own: what is tried elsewhere, and what no person could notice."""

ELSEWHERE = {
    "clients_ui.directory.directory.AT_ONCE": "clients_ui/directory/test_directory.py"
    "::test_people_have_at_least_as_many_places_for_calls_as_a_fill",
    "clients_ui.directory.directory.WAITED_FOR": "clients_ui/directory/test_catching_up.py"
    "::test_whoever_waits_too_long_for_another_that_asks_gets_the_list_with_a_word_that_it_is_behind",
    "clients_ui.directory.directory.MOMENT": "clients_ui/directory/test_directory.py"
    "::test_the_first_request_of_a_slow_account_does_not_wait_for_it",
    "clients_ui.quality.findings.MOST_KINDS": "clients_ui/quality/test_mending.py"
    "::test_no_two_kinds_share_a_place_in_the_number_that_stands_for_several",
    "clients_ui.history.marks.MOST_BY_ID": "clients_ui/history/test_marks.py"
    "::test_the_digests_are_those_of_the_clients_that_are_asked_for_or_of_all",
    "clients_ui.reading.summary.MARKS_LOOKED_AT": "clients_ui/web/test_marking.py"
    "::test_it_lists_twenty_five_of_the_last_hundred",
    "clients_ui.reading.summary.MARKS_SHOWN": "clients_ui/web/test_marking.py"
    "::test_it_lists_twenty_five_of_the_last_hundred",
    "clients_ui.directory.query.EXACT": "clients_ui/directory/test_database.py"
    "::test_best_is_the_whole_name_then_its_beginning_then_a_words_beginning_then_the_name_then_all_else",
    "clients_ui.directory.database.EVERY_ONE": "clients_ui/reading/test_whole_list.py"
    "::test_it_has_the_clients_of_the_list_in_their_order_and_asks_timetrack_for_none",
    "clients_ui.reading.whole_list.ALONE": "clients_ui/reading/test_whole_list.py"
    "::test_where_the_list_does_not_tell_all_fields_each_client_is_read_alone",
    "clients_ui.reading.whole_list.PORTION": "clients_ui/reading/test_whole_list.py"
    "::test_it_says_how_many_there_are_and_gives_them_a_portion_at_a_time",
    "clients_ui.transfer.xlsx_out.HEAD": "clients_ui/transfer/test_xlsx_out.py"
    "::test_every_cell_and_every_column_has_the_format_of_a_text",
    "clients_ui.transfer.xlsx_out.TEXT": "clients_ui/transfer/test_xlsx_out.py"
    "::test_every_cell_and_every_column_has_the_format_of_a_text",
    "clients_ui.web.views.export.COME_BACK": "clients_ui/web/test_export.py"
    "::test_a_fourth_download_at_once_is_asked_to_come_back",
    "clients_ui.management.commands._import.AT_FAULT_EXIT": "test_import_command.py"
    "::test_a_row_that_cannot_be_done_is_told_with_its_reason_and_exit_code_1",
    "clients_ui.management.commands._import.NO_PLAN_EXIT": "test_import_command.py"
    "::test_a_file_of_which_there_is_no_plan_is_one_sentence_and_exit_code_2",
    "ttdash.web.shared_cache.AT_ONCE": "ttdash/web/test_shared_cache.py"
    "::test_so_many_threads_and_no_more_wait_for_a_redis_that_hangs",
    "ttdash.surroundings.examinations.MOST_SECONDS_OFF": "ttdash/surroundings/test_doctor.py"
    "::test_a_clock_that_is_wrong_by_more_than_twenty_seconds_is_told",
    "ttdash.surroundings.examinations.LEAST_FREE": "ttdash/surroundings/test_doctor.py"
    "::test_a_disk_that_is_nearly_full_is_told",
    "ttdash.surroundings.hosts.LATELY": "ttdash/surroundings/test_doctor.py"
    "::test_a_host_that_was_here_within_two_days_counts",
    "ttdash.surroundings.settings_checks.LEAST_OF_TOKEN": "ttdash/surroundings/test_doctor.py"
    "::test_a_token_that_could_be_guessed_is_told",
    "ttdash.surroundings.settings_checks.ALIKE": "ttdash/surroundings/test_doctor.py"
    "::test_a_misspelt_name_is_told_with_what_was_meant",
    "clients_ui.client.country_words.ALIKE": "clients_ui/transfer/test_cells.py"
    "::test_a_slip_in_a_country_is_told_with_what_was_meant_and_nonsense_without",
    "clients_ui.transfer.packages.FULL": "clients_ui/transfer/test_packages.py"
    "::test_a_plan_of_many_rows_is_many_packages_of_two_to_three_kilobytes",
    "clients_ui.management.commands.clients.WITH_LOG": "test_clients_command.py"
    "::test_lines_of_the_log_are_printed_from_verbosity_2_on",
    "clients_ui.timetrack.limits.COME_BACK": "clients_ui/timetrack/test_limits.py"
    "::test_while_no_slot_changes_hands_another_call_is_busy_at_once",
    "clients_ui.timetrack.wire.RETRY_AFTER": "clients_ui/timetrack/test_wire.py"
    "::test_retry_after_is_a_number_of_seconds_or_thirty",
    "clients_ui.reading.summary.COUNTRIES_IN_USE": "clients_ui/web/test_country.py"
    "::test_it_begins_with_the_five_countries_of_most_clients",
    "clients_ui.transfer.archive.MOST_UNPACKED": "clients_ui/transfer/test_reading_is_bounded.py"
    "::test_a_bomb_is_refused_with_less_than_200_mb_in_the_server",
    "clients_ui.transfer.columns.HEAD_WITHIN": "clients_ui/transfer/test_files.py"
    "::test_the_head_is_looked_for_in_twenty_rows",
    "clients_ui.transfer.columns.SHORTEST": "clients_ui/transfer/test_columns.py"
    "::test_what_means_something_else_is_neither",
    "clients_ui.transfer.columns.SIMILAR": "clients_ui/transfer/test_columns.py"
    "::test_what_is_only_similar_is_proposed_not_taken",
    "clients_ui.transfer.csv_in.MOST_LINES": "clients_ui/transfer/test_reading_is_bounded.py"
    "::test_a_bomb_is_refused_with_less_than_200_mb_in_the_server",
    "clients_ui.transfer.xlsx_in.AT_ONCE": "clients_ui/transfer/test_reading_is_bounded.py"
    "::test_who_comes_while_three_others_wait_is_told_at_once",
    "clients_ui.transfer.xlsx_in.CHILD_MEMORY": "clients_ui/transfer/test_reading_is_bounded.py"
    "::test_the_child_has_its_bounds_and_nothing_of_the_servers_environment",
    "clients_ui.transfer.xlsx_in.PROCESSOR_SECONDS": "clients_ui/transfer/test_reading_is_bounded.py"
    "::test_the_child_has_its_bounds_and_nothing_of_the_servers_environment",
    "clients_ui.transfer.xlsx_in.SECONDS": "clients_ui/transfer/test_reading_is_bounded.py"
    "::test_a_child_that_hangs_is_ended_and_waited_for",
    "clients_ui.web.answers.LAST_CHANGES": "clients_ui/web/test_client_page.py"
    "::test_it_tells_five_changes_and_leads_to_all",
    "clients_ui.web.rows.BEFORE": "clients_ui/web/test_search.py::test_what_is_cut_off_before_the_match_leaves_a_sign",
    "clients_ui.management.applying.PATIENCE": "clients_ui/transfer/test_applying.py"
    "::test_an_outage_ends_it_after_a_while_and_says_why",
    "clients_ui.transfer.one_by_one.PAUSE": "clients_ui/transfer/test_doing.py"
    "::test_a_row_that_somebody_is_at_waits_and_the_others_are_done",
    "clients_ui.transfer.one_by_one.SECONDS": "clients_ui/transfer/test_doing.py"
    "::test_no_row_is_begun_after_two_seconds_and_one_is_always_done",
    "clients_ui.transfer.row_tokens.KEPT": "clients_ui/transfer/test_doing.py::test_after_thirty_days_a_row_is_free",
    "clients_ui.transfer.row_tokens.LONGER": "clients_ui/transfer/test_killed.py"
    "::test_somebody_else_is_not_let_at_a_row_before_its_worker_must_have_ended",
    "clients_ui.transfer.undoing.OFFERED": "clients_ui/transfer/test_undoing.py::test_for_thirty_days_it_can_be_undone",
    "clients_ui.web.views.runs.PAGE_SIZE": "clients_ui/web/test_runs.py"
    "::test_long_lists_of_rows_and_runs_come_page_by_page",
    "clients_ui.wording.runs.SILENT": "clients_ui/web/test_runs.py::test_it_says_whether_it_goes_on",
    "clients_ui.writing.name_claims.LONGER": "clients_ui/writing/test_name_claims.py"
    "::test_what_nobody_ended_holds_for_the_deadline_and_ten_seconds_and_is_taken_over_once",
    "clients_ui.writing.name_claims.PORTION": "clients_ui/writing/test_name_claims.py"
    "::test_old_claims_are_cleared_in_portions",
    "clients_ui.writing.unfinished.UNDER_WAY": "test_upkeep.py"
    "::test_an_attempt_of_the_last_hours_is_left_to_its_worker_whatever_the_clocks_say",
    "ttdash.management.commands.upkeep.HELD": "test_upkeep.py::test_while_another_host_is_at_it_nothing_is_done",
    "ttdash.signin.sessions.SURELY_THERE": "test_upkeep.py"
    "::test_sessions_that_are_over_go_with_their_rows_and_the_others_stay",
    "ttdash.web.error_reports.AGAIN": "ttdash/web/test_error_reports_served.py"
    "::test_an_outage_that_lasts_is_reported_once_a_minute_and_a_mistake_of_ours_each_time",
    "ttdash.web.error_reports.SECONDS_AT_THE_END": "ttdash/web/test_error_reports_served.py"
    "::test_a_round_that_ends_in_errors_is_reported_without_secret_and_client",
    "ttdash.web.reports.AGAIN": "ttdash/web/test_logs.py"
    "::test_a_traceback_is_written_once_in_ten_minutes_and_named_by_the_lines_that_follow",
    "ttdash.web.reports.MOST_TOLD": "ttdash/web/test_logs.py"
    "::test_so_many_different_tracebacks_are_remembered_and_no_more",
    "ttdash.signin.afterwards.MOST_WAITING": "ttdash/signin/test_afterwards.py"
    "::test_what_is_too_much_is_not_done_and_the_log_says_so",
    "ttdash.signin.claims.LONGEST_SUB": "ttdash/signin/test_claims.py"
    "::test_the_longest_sub_that_can_be_kept_is_somebodys",
    "ttdash.signin.exchange.DEADLINE": "ttdash/signin/test_exchange.py::test_all_that_one_page_asks_has_one_deadline",
    "ttdash.signin.exchange.LONGEST_ANSWER": "ttdash/signin/test_exchange.py"
    "::test_an_answer_as_long_as_it_may_be_is_read_and_a_longer_one_is_not",
    "ttdash.signin.exchange.MOST_AT_ONCE": "ttdash/signin/test_exchange.py"
    "::test_while_the_provider_hangs_it_holds_no_more_than_two_threads_of_a_worker",
    "ttdash.signin.provider.LATEST": "ttdash/signin/test_exchange.py"
    "::test_a_token_may_end_on_the_last_of_all_dates_and_no_second_later",
    "ttdash.signin.questions.LONGEST_NEXT": "ttdash/signin/test_provider.py"
    "::test_an_address_too_long_for_a_cookie_is_not_led_on_to",
    "ttdash.signin.questions.MOST": "ttdash/signin/test_provider.py"
    "::test_questions_of_several_tabs_are_all_answered_and_the_oldest_forgotten_where_they_are_too_many",
    "clients_ui.web.plans.shown.MOST_BY_BUTTON": "clients_ui/web/importing/test_page.py"
    "::test_above_a_thousand_rows_it_says_that_it_needs_a_script",
    "ttdash.settings.DATA_UPLOAD_MAX_NUMBER_FIELDS": "clients_ui/web/importing/test_page.py"
    "::test_without_script_each_of_a_thousand_rows_may_be_a_look_alike",
    "ttdash.settings.DATA_UPLOAD_MAX_NUMBER_FILES": "ttdash/web/test_uploads.py::test_a_second_file_is_refused",
    "ttdash.settings.IMPORT_BYTES": "clients_ui/transfer/test_reading_is_bounded.py"
    "::test_a_file_larger_than_the_bound_is_not_looked_at",
    "ttdash.settings.IMPORT_ROWS": "clients_ui/transfer/test_reading_is_bounded.py"
    "::test_as_many_rows_as_are_allowed_are_read_and_no_more",
    "ttdash.settings.SECURE_HSTS_SECONDS": "ttdash/web/test_headers.py::test_every_kind_of_answer_bears_every_header",
    "ttdash.settings.TIMETRACK_READ_TIMEOUT": "clients_ui/timetrack/test_transport.py::test_a_hanging_server_times_out",
    "ttdash.settings.TRUSTED_PROXIES": "ttdash/signin/test_throttle.py"
    "::test_behind_proxies_the_address_is_counted_from_the_right",
}
NO_BOUNDARIES = {
    "clients_ui.directory.checks.FEW": "MOST_SHARED and two more",
    "clients_ui.directory.checks.MOST_IN_DOUBT": "the same is found by looking at all anew",
    "clients_ui.directory.database.REMEMBERED": "counts that are not kept are counted again",
    "clients_ui.directory.database.REST": "a moment for other threads",
    "clients_ui.directory.directory.CHECKED_AT_ONCE": "the rest is checked next",
    "clients_ui.directory.directory.FEW": "the rest is checked a moment later",
    "clients_ui.directory.directory.REST": "a moment for other threads",
    "clients_ui.directory.directory.SAMPLES": "a sample",
    "clients_ui.directory.latest.MOST_REMEMBERED": "far more than LATEST, behind which nothing comes late",
    "clients_ui.directory.query.BEGINS": "a rank: see EXACT",
    "clients_ui.directory.query.ELSEWHERE": "a rank: see EXACT",
    "clients_ui.directory.query.JOINED": "a rank: see EXACT",
    "clients_ui.directory.query.NAMED": "a rank: see EXACT",
    "clients_ui.directory.query.OWN_ID": "a rank: see EXACT",
    "clients_ui.directory.query.WORD": "a rank: see EXACT",
    "clients_ui.client.folding.BEGINNING": "letters that nobody types",
    "clients_ui.client.unseen.BEFORE": "how much is told of what stands before a character",
    "clients_ui.quality.vat.LONGEST": "more words than stand around any VAT id",
    "clients_ui.quality.vat.LONGEST_ID": "twice as long as the longest VAT id",
    "clients_ui.quality.vat.MOST_PIECES": "a remark is no VAT id",
    "clients_ui.quality.vat.PARTS_BEFORE": "as many as libraries know: tests/clients_ui/quality/test_vat.py",
    "clients_ui.quality.vat.PARTS_BEHIND": "as many as libraries know: tests/clients_ui/quality/test_vat.py",
    "clients_ui.management.commands._list.PATIENCE": "nobody waits with a command",
    "clients_ui.models.history.EXPORT": "a name",
    "clients_ui.models.history.MARK": "a name",
    "clients_ui.models.history.UNMARK": "a name",
    "clients_ui.transfer.csv_out.PIECE": "how much is handed on at once",
    "clients_ui.transfer.xlsx_out.LEVEL": "how much a file is compressed",
    "clients_ui.transfer.xlsx_out.PIECE": "how much is handed on at once",
    "clients_ui.reading.listing.PATIENCE": "Refresh shows what there is either way",
    "clients_ui.transfer.with_outcomes.AT_ONCE": "the rest is asked for next",
    "clients_ui.web.plans.answers.LONGEST_TYPED": "more than a number of clients has",
    "clients_ui.web.plans.answers.MOST_DIGITS": "more than a row's number has",
    "clients_ui.web.importing.files.LONGEST_NAME": "what a file is called",
    "clients_ui.web.importing.page.LONGEST_NAME": "what a page is called",
    "clients_ui.web.importing.page.LONGEST_SAMPLE": "a sample",
    "clients_ui.web.importing.page.SAMPLES": "a sample",
    "clients_ui.web.plans.shown.SECONDS_A_ROW": "an estimate",
    "clients_ui.web.plans.carrying_out.AT_A_PRESS": "the rest is done at the next press",
    "clients_ui.transfer.archive.CHUNK": "how much is unpacked at a time",
    "clients_ui.transfer.as_shown.GENERAL": "a number of Excel's",
    "clients_ui.transfer.csv_in.PIECE": "how much is decoded at a time",
    "clients_ui.transfer.csv_in.SAMPLE": "a sample",
    "clients_ui.transfer.guard.SMALL": "a larger sheet is not looked at, and counts as one that holds something",
    "clients_ui.transfer.refused.MIB": "a unit",
    "clients_ui.transfer.refused.SLOT": "a part of MOST_MEMORY",
    "clients_ui.transfer.row_tokens.LENGTH": "so long that no correction looks like what it corrects",
    "clients_ui.transfer.one_of_two.DELETE": "a row of the two",
    "clients_ui.transfer.one_of_two.SAVE": "a row of the two",
    "clients_ui.transfer.undoing.AT_ONCE": "the rest is read next",
    "clients_ui.web.links.SOME_ID": "stands for any id",
    "clients_ui.web.rows.AROUND": "how much of a long text is shown around a match",
    "clients_ui.wording.texts.LETTERS_SHOWN_WHOLE": "how high a value may be before the Tab key stops at it",
    "clients_ui.wording.texts.LINES_SHOWN_WHOLE": "how high a value may be before the Tab key stops at it",
    "clients_ui.wording.colours.COLOURLESS": "where one name of a colour ends and the next begins",
    "clients_ui.wording.colours.DARK": "where one name of a colour ends and the next begins",
    "clients_ui.wording.colours.LIGHT": "where one name of a colour ends and the next begins",
    "clients_ui.writing.form_tokens.PAUSE": "how often a second press looks for the first",
    "ttdash.signin.exchange.CONNECT": "passed on to urllib3",
    "ttdash.signin.exchange.READ": "passed on to urllib3",
    "ttdash.web.shared_cache.LEFT_ALONE": "passed on to a breaker, whose seconds are those of BREAKER_SECONDS",
    "ttdash.web.health.PATIENCE": "half of what /readyz may take: tests/test_hanging_stores.py",
    "ttdash.config.stores.REDIS_SECONDS": "passed on to redis-py",
    "ttdash.web.outage.COME_BACK": "advice: Retry-After",
    "ttdash.formats.en.formats.FIRST_DAY_OF_WEEK": "Monday",
    "ttdash.settings.LANGUAGE_COOKIE_AGE": "who comes back after a year chooses once more",
    "ttdash.management.commands.demo.PATIENCE": "a demonstration that does not start",
    "ttdash.settings.TIMETRACK_CONNECT_TIMEOUT": "passed on to urllib3",
}
